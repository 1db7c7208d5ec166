use std::marker::PhantomData;

use migratory::prelude::*;

pub struct CreatePosts<T>(PhantomData<T>);

#[migration(name = "create_posts")]
impl Migration for CreatePosts<u8> {
    fn up(&self, _schema: &mut Schema) {}
}

fn main() {}
