use migratory::prelude::*;

pub struct Shop;

#[migration(replaces = [])]
impl Migration for Shop {
    fn up(&self, _schema: &mut Schema) {}
}

fn main() {}
