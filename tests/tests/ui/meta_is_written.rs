use migratory::prelude::*;

pub struct CreatePosts;

#[migration(name = "create_posts")]
impl Migration for CreatePosts {
    fn up(&self, _schema: &mut Schema) {}

    fn meta(&self) -> migratory::__private::Meta {
        unimplemented!()
    }
}

fn main() {}
