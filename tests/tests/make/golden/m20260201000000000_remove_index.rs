use migratory::prelude::*;

pub struct RemoveIndexFromPosts;

#[migration]
impl Migration for RemoveIndexFromPosts {
    fn up(&self, schema: &mut Schema) {
        schema.drop_index("posts", "posts_price_idx");
    }
}
