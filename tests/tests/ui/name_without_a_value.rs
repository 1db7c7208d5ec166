use migratory::prelude::*;

pub struct CreatePosts;

#[migration(name)]
impl Migration for CreatePosts {
    fn up(&self, _schema: &mut Schema) {}
}

fn main() {}
