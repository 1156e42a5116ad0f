"""Who signs in, and how it is made sure that it is they.

What Django asks for that is here. The verbs over accounts and their audit stand in `press.publishing`; the
pages in `press.admin`.
"""
