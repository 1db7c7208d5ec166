use migratory::prelude::*;

pub struct BackfillUsers;

#[migration]
impl Migration for BackfillUsers {
    fn up(&self, schema: &mut Schema) {
        // What each row is given is a value, or SQL over the row, as expr("lower(email)").
        schema
            .backfill("users")
            .set("email", expr("NULL"))
            .filter("email IS NULL")
            .keep_on_rollback();
    }
}
