"""What stands between the network and the application: who may reach it, how much they may ask, and for how long."""
