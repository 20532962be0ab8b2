"""Salesforce exports."""
