use migratory::prelude::*;

pub struct CreatePosts;

#[migration(
    name = "create_posts",
    phase = "post-deploy",
    transaction = false,
    tags = ["tenant"],
)]
impl Migration for CreatePosts {
    fn up(&self, _schema: &mut Schema) {}
}

fn main() {}
