import { mount } from 'svelte'
import App from './App.svelte'
import './ui/base.css'

export function start(): void {
  const root = document.getElementById('app')
  if (!root) throw new Error('index.html has no #app')
  mount(App, { target: root })
}
