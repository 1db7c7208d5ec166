use migratory::prelude::*;

pub struct ChangePriceInPosts;

#[migration]
impl Migration for ChangePriceInPosts {
    fn up(&self, schema: &mut Schema) {
        schema.alter_table("posts", |t| {
            t.change_type("price", decimal(10, 2));
        });
    }
}
