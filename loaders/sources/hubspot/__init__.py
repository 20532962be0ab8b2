"""HubSpot exports."""
