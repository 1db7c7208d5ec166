use migratory::prelude::*;

pub struct AddRoleToPosts;

#[migration]
impl Migration for AddRoleToPosts {
    fn up(&self, schema: &mut Schema) {
        schema.alter_table("posts", |t| {
            t.add_column("role_id", big_integer())
                .optional()
                .references("roles", "id")
                .index();
        });
    }
}
