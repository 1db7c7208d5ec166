use migratory::prelude::*;

pub struct CreatePosts {
    pub title_length: u32,
}

#[migration(name = "create_posts")]
impl Migration for CreatePosts {
    fn up(&self, _schema: &mut Schema) {}
}

fn main() {}
