use migratory::prelude::*;

pub struct RenameTitleToHeadlineInPosts;

#[migration]
impl Migration for RenameTitleToHeadlineInPosts {
    fn up(&self, schema: &mut Schema) {
        schema.alter_table("posts", |t| {
            t.rename_column("title", "headline");
        });
    }
}
