use migratory::prelude::*;

pub struct CreateUsers;

#[migration]
impl Migration for CreateUsers {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("roles", |t| {
            t.id();
            t.string("name", 50).unique();
        });
        schema.create_table("users", |t| {
            t.id();
            t.references("role_id", "roles");
            t.string("email", 320).unique();
            t.string("name", 100);
            t.created_at();
        });
    }
}
