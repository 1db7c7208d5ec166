use migratory::prelude::*;

pub struct BackfillUsers;

#[migration]
impl Migration for BackfillUsers {
    fn up(&self, _schema: &mut Schema) {
        // For example: schema.backfill("users").set("column", expr("lower(email)"));
    }
}
