use migratory::prelude::*;

pub struct CreateBookings;

#[migration]
impl Migration for CreateBookings {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("bookings", |t| {
            t.id();
            t.range("during", RangeKind::Timestamp);
            t.range("days", RangeKind::Date).optional();
            t.range("ids", RangeKind::BigInteger).optional();
        });
    }
}
