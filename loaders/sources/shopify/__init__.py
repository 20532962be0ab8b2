"""Shopify exports."""
