"""The tables that the simulator writes and their columns, as in the input contract, and the truth tables."""

from __future__ import annotations

import pyarrow as pa

#: Raw tables: every column is text, as a raw extract is.
RAW = {
    "crm_customers": """crm_customer_id full_name first_name last_name email phone birth_date gender city region country
        customer_type company_name industry company_size owner source is_email_verified created_at updated_at""",
    "orders": """order_id customer_id ordered_at status channel store region country currency order_amount
        discount_amount shipping_amount coupon_code email phone loyalty_member_id campaign_id""",
    "order_items": "order_item_id order_id product_id product_name quantity unit_price discount_amount created_at",
    "products": """product_id product_name category subcategory brand price_tier list_price unit_cost currency
        launched_date""",
    "payments_refunds": """payment_id order_id customer_id payment_type method amount currency paid_at reason
        product_id""",
    "loyalty_members": """loyalty_member_id customer_id full_name email phone birth_date tier joined_at
        referred_by_member_id status""",
    "loyalty_transactions": """loyalty_transaction_id loyalty_member_id transaction_type points order_id
        occurred_at""",
    "service_tickets": """ticket_id customer_id email phone category topic channel priority product_id order_id
        opened_at first_response_at closed_at reopened_count satisfaction_score description""",
    "survey_responses": """response_id customer_id email survey_type question dimension aspect score scale_max channel
        product_id order_id invited_at responded_at comment""",
    "web_events": """event_id anonymous_id login_id event_type product_id page_url utm_source utm_medium utm_campaign
        device occurred_at""",
    "campaigns": """campaign_id campaign_name channel objective cost_amount currency started_at ended_at holdout_share
        offer""",
    "campaign_touches": """touch_id campaign_id customer_id email is_holdout sent_at delivered_at opened_at clicked_at
        converted_at order_id""",
    "coupons": "coupon_code discount_type discount_value valid_from_date valid_to_date campaign_id",
    "consents": "consent_id customer_id email channel purpose status changed_at source",
    "privacy_requests": "request_id customer_id email request_type requested_at completed_at",
    "exchange_rates": "rate_date currency rate",
    "sales_targets": "target_month region channel category target_amount currency",
    "external_indicators": "indicator_month indicator_name indicator_value",
}

COLUMNS: dict[str, tuple[str, ...]] = {table: tuple(columns.split()) for table, columns in RAW.items()}

#: The column that identifies a row in the dirt log; tables without an id of their own are known by row number.
KEYS: dict[str, str | None] = {table: columns[0] for table, columns in COLUMNS.items()} | {
    "exchange_rates": None,
    "sales_targets": None,
    "external_indicators": None,
}

#: Truth: who is who, what was planted and what would have happened. Rates are orders per 30 days while active, spend
#: level multiplies the customer's taste for price, satisfaction is in standard deviations, uplift is the number of
#: extra orders per person of the campaign's audience that was sent to, within `response_days` of the start.
TRUTH: dict[str, pa.Schema] = {
    "truth_people": pa.schema(
        [
            *((name, pa.string()) for name in ("person_id", "full_name", "email", "phone")),
            ("birth_date", pa.string()),
            *((name, pa.string()) for name in ("gender", "country", "city", "segment", "household_id", "company_id")),
            *((name, pa.float64()) for name in ("rate", "spend_level", "satisfaction")),
            ("dropout_date", pa.string()),
        ]
    ),
    "truth_records": pa.schema([(name, pa.string()) for name in ("table_name", "record_id", "person_id")]),
    "truth_dropout": pa.schema([(name, pa.string()) for name in ("person_id", "dropout_date", "cause")]),
    "truth_uplift": pa.schema([("campaign_id", pa.string()), ("segment", pa.string()), ("uplift", pa.float64())]),
    "truth_dirt": pa.schema(
        [
            ("table_name", pa.string()),
            ("record_key", pa.string()),
            ("row_number", pa.int64()),
            *((name, pa.string()) for name in ("column_name", "dirt_kind", "clean_value", "dirty_value")),
        ]
    ),
}
