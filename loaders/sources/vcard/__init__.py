"""Address books as vCards."""
