"""WooCommerce exports."""
