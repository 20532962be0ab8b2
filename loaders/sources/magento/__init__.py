"""Magento 2 exports."""
