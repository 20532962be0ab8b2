"""Who is the same person: the pages that show why, and the forms by which stewards decide it and take it back."""
