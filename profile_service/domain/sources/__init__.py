"""What sources say: records, events, consents, and the items that loaders hand over."""
