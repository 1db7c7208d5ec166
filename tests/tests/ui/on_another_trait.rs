use migratory::prelude::*;

pub struct CreatePosts;

#[migration(name = "create_posts")]
impl Clone for CreatePosts {
    fn clone(&self) -> Self {
        Self
    }
}

fn main() {}
