use migratory::prelude::*;

pub struct CreateProfiles;

#[migration]
impl Migration for CreateProfiles {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("profiles", |t| {
            t.id();
            t.references("user_id", "users").unique();
        });
    }
}
