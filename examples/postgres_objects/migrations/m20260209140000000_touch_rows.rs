use migratory::prelude::*;

pub struct TouchRows;

#[migration]
impl Migration for TouchRows {
    fn up(&self, schema: &mut Schema) {
        schema
            .create_function("touch", "", "trigger")
            .body("BEGIN new.updated_at := clock_timestamp(); RETURN new; END")
            .comment("Maintains updated_at");
        for table in ["tenants", "bookings"] {
            schema
                .create_trigger("touch", table)
                .before_update()
                .when("new IS DISTINCT FROM old")
                .execute("touch");
        }
    }
}
