use std::marker::PhantomData;

use migratory::prelude::*;

pub struct CreatePosts<T>(PhantomData<T>);

#[migration(name = "create_posts")]
impl<T: Send + Sync + 'static> Migration for CreatePosts<T> {
    fn up(&self, _schema: &mut Schema) {}
}

fn main() {}
