use migratory::prelude::*;

#[migration]
pub struct CreatePosts;

impl Migration for CreatePosts {
    fn up(&self, _schema: &mut Schema) {}
}

fn main() {}
