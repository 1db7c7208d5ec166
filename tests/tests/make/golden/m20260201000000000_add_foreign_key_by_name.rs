use migratory::prelude::*;

pub struct AddAuthorForeignKeyToPosts;

#[migration]
impl Migration for AddAuthorForeignKeyToPosts {
    fn up(&self, schema: &mut Schema) {
        schema
            .add_foreign_key("posts", "author_id")
            .references("authors", "id");
    }
}
