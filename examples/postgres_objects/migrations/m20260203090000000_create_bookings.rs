use migratory::prelude::*;

pub struct CreateBookings;

#[migration]
impl Migration for CreateBookings {
    fn up(&self, schema: &mut Schema) {
        // `=` on a number in a GiST index.
        schema.create_extension("btree_gist").if_not_exists();
        schema.create_table("rooms", |t| {
            t.id();
            t.string("name", 100).unique();
            t.decimal("price_an_hour", 10, 2).check("price_an_hour > 0");
        });
        schema.create_table("bookings", |t| {
            t.id();
            t.references("tenant_id", "tenants").on_delete(Cascade);
            t.references("room_id", "rooms");
            t.range("during", RangeKind::Timestamp);
            t.decimal("price", 10, 2);
            t.boolean("cancelled").default(false);
            t.timestamps();
            t.exclusion()
                .with("room_id", "=")
                .with("during", "&&")
                .filter("NOT cancelled")
                .name("no_room_twice");
        });
        schema.comment_on_constraint(
            "bookings",
            "no_room_twice",
            "Cancelled bookings do not count".to_owned(),
        );
    }
}
