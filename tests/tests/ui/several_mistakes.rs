use migratory::prelude::*;

pub struct CreatePosts;

#[migration(name = "create posts", nmae = 1)]
impl CreatePosts {}

fn main() {}
