use migratory::prelude::*;

pub struct CreatePosts;

#[migration(name = "create posts")]
impl Migration for CreatePosts {
    fn up(&self, _schema: &mut Schema) {}
}

fn main() {}
