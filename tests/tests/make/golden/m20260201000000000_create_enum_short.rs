use migratory::prelude::*;

pub struct CreateComments;

#[migration]
impl Migration for CreateComments {
    fn up(&self, schema: &mut Schema) {
        schema.create_type(
            "comment_size",
            [
                "xxs", "xs", "s", "m", "l", "xl", "xxl", "xxxl", "xxxxl", "xxxxxl", "one", "two",
                "three",
            ],
        );
        schema.create_table("comments", |t| {
            t.id();
            t.enumeration("size", "comment_size").optional();
        });
    }
}
