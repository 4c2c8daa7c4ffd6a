"""Simulated language models: Anthropic's Messages and OpenAI's Chat Completions."""
