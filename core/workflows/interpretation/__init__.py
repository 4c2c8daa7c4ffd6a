"""What a message means when the classifiers do not know: a language model's word, checked."""
