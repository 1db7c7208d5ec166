use migratory::prelude::*;

pub struct AddDeletedAtToUsers;

#[migration]
impl Migration for AddDeletedAtToUsers {
    fn up(&self, schema: &mut Schema) {
        schema.alter_table("users", |t| {
            t.add_column("deleted_at", timestamp()).optional();
        });
    }
}
