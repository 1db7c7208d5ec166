//! The store opens: tracks get a price, and customers get invoices.

use migratory::prelude::*;

pub struct SellTracks;

#[migration]
impl Migration for SellTracks {
    fn up(&self, schema: &mut Schema) {
        // The default prices what is there already; from now on, whoever adds a track says what it costs.
        schema.alter_table("track", |t| {
            t.add_column("unit_price", decimal(10, 2)).default(0.99);
            t.drop_default("unit_price");
        });

        schema.create_table("invoice", |t| {
            t.integer("invoice_id").primary_key();
            t.integer("customer_id")
                .references("customer", "customer_id");
            t.local_timestamp("invoice_date");
            t.decimal("total", 10, 2);
        });

        schema.create_table("invoice_line", |t| {
            t.comment("What was sold. The price is kept, since that of the track may change.");
            t.integer("invoice_line_id").primary_key();
            t.integer("invoice_id").references("invoice", "invoice_id");
            t.integer("track_id").references("track", "track_id");
            t.decimal("unit_price", 10, 2);
            t.integer("quantity");
        });
    }
}
