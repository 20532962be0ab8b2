"""Amounts as people read them."""

from profile_service.cli.profile.render_profile import amount


def test_amounts_have_the_decimals_of_their_currency() -> None:
    assert [amount(287_101, "USD"), amount(-50, "EUR"), amount(1_500, "JPY"), amount(1_500, "KWD")] == [
        "2,871.01 USD", "-0.50 EUR", "1,500 JPY", "1.500 KWD",
    ]  # fmt: skip
