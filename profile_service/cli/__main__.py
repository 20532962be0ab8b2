"""`python -m profile_service.cli`"""

from profile_service.cli.commands import main

main()
