"""Peers: what else answers the same question from the same graph, set up as its makers say."""
