"""`profile-service profile`: look a customer up, and write down what happened."""
