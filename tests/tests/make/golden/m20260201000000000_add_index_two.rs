use migratory::prelude::*;

pub struct AddIndexToPosts;

#[migration]
impl Migration for AddIndexToPosts {
    fn up(&self, schema: &mut Schema) {
        schema.create_index("posts", ["author_id", "title"]);
    }
}
