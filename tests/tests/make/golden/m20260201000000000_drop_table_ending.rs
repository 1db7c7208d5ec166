use migratory::prelude::*;

pub struct DropPostsTable;

#[migration]
impl Migration for DropPostsTable {
    fn up(&self, schema: &mut Schema) {
        schema.drop_table("posts");
    }
}
