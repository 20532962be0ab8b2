"""What the two words for the state of a Shopify order mean, as SQL: translated by hand, for all checks by raw files."""

ORDER_STATE = """
    "Financial Status" IN ('paid', 'partially_refunded') AS counts,
    "Financial Status" IN ('paid', 'partially_refunded', 'refunded') AS paid,
    CASE
        WHEN "Financial Status" = 'voided' THEN 'CANCELLED'
        WHEN "Financial Status" = 'expired' THEN 'PAYMENT_FAILED'
        WHEN "Financial Status" = 'pending' THEN 'AWAITING_PAYMENT'
        WHEN "Financial Status" = 'refunded' THEN 'REFUNDED'
        WHEN "Financial Status" = 'partially_refunded' THEN 'PARTLY_REFUNDED'
        WHEN "Fulfillment Status" = 'fulfilled' THEN 'SHIPPED'
        ELSE 'IN_PREPARATION' END AS stage
"""
"""Three columns: whether an order counts, whether it was ever paid, and its stage."""
