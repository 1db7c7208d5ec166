use migratory::prelude::*;

pub struct CreatePosts;

#[migration(name = "create_posts")]
impl Migration for CreatePosts
where
    CreatePosts: Send,
{
    fn up(&self, _schema: &mut Schema) {}
}

fn main() {}
