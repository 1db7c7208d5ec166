use migratory::prelude::*;

pub struct AddUniqueToPosts;

#[migration]
impl Migration for AddUniqueToPosts {
    fn up(&self, schema: &mut Schema) {
        schema.add_unique("posts", ["author_id", "title"]);
    }
}
