use migratory::prelude::*;

pub struct Shop;

#[migration(replaces = ["20260102_create_posts", CreateUsers])]
impl Migration for Shop {
    fn up(&self, _schema: &mut Schema) {}
}

fn main() {}
