"""What open pages are told by the server: changes of the customer whom they show, and who else looks at them."""
