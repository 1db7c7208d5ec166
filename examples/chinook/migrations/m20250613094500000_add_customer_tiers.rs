//! Marketing wants tiers, and wants to know quickly who is in one. Two checks, after an invoice over -1 tracks.

use migratory::prelude::*;

pub struct AddCustomerTiers;

#[migration]
impl Migration for AddCustomerTiers {
    fn up(&self, schema: &mut Schema) {
        schema.create_type("customer_tier", ["standard", "plus", "gold"]);
        schema.alter_table("customer", |t| {
            t.add_column("tier", enumeration("customer_tier"))
                .default("standard");
            t.add_column("tier_since", local_timestamp()).optional();
            t.add_index(["tier", "country"]);
        });

        schema.add_check(
            "invoice_line",
            "invoice_line_quantity_check",
            "quantity > 0",
        );
        schema.add_check("invoice", "invoice_total_check", "total >= 0");
    }
}
