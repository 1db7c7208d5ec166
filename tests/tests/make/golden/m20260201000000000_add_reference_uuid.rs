use migratory::prelude::*;

pub struct AddAuthorToRoles;

#[migration]
impl Migration for AddAuthorToRoles {
    fn up(&self, schema: &mut Schema) {
        schema.alter_table("roles", |t| {
            t.add_column("author_id", uuid())
                .optional()
                .references("authors", "id")
                .index();
        });
    }
}
