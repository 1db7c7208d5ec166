use migratory::prelude::*;

pub struct AddTimestampsToUsers;

#[migration]
impl Migration for AddTimestampsToUsers {
    fn up(&self, schema: &mut Schema) {
        schema.alter_table("users", |t| {
            t.add_column("created_at", timestamp())
                .default(expr("now()"));
            t.add_column("updated_at", timestamp())
                .default(expr("now()"));
        });
    }
}
