use migratory::prelude::*;

pub struct AddForeignKeyToPosts;

#[migration]
impl Migration for AddForeignKeyToPosts {
    fn up(&self, schema: &mut Schema) {
        schema
            .add_foreign_key("posts", "author_id")
            .references("authors", "id")
            .on_delete(Cascade);
    }
}
