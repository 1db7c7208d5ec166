use migratory::prelude::*;

pub struct ReportRevenue;

#[migration]
impl Migration for ReportRevenue {
    fn up(&self, schema: &mut Schema) {
        schema
            .create_schema("reports")
            .comment("What the office looks at");
        schema.create_view(
            ("reports", "today"),
            "SELECT r.name AS room, t.name AS tenant, b.during
             FROM bookings b JOIN rooms r ON r.id = b.room_id JOIN tenants t ON t.id = b.tenant_id
             WHERE NOT b.cancelled AND b.during && tstzrange(current_date, current_date + 1)",
        );
        // Refreshed each night; the unique index lets it be read meanwhile.
        schema.create_materialized_view(
            ("reports", "revenue"),
            "SELECT tenant_id, date_trunc('month', lower(during)) AS month, sum(price) AS revenue
             FROM bookings WHERE NOT cancelled GROUP BY 1, 2",
        );
        schema
            .create_index(("reports", "revenue"), ["tenant_id", "month"])
            .unique();
    }
}
