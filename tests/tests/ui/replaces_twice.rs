use migratory::prelude::*;

pub struct Shop;

#[migration(replaces = ["1_a", "1_a", "no name"])]
impl Migration for Shop {
    fn up(&self, _schema: &mut Schema) {}
}

fn main() {}
